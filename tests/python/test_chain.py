"""The chain as a Python library sees it: substrate-interface or async-substrate-interface.

The library is the one that is installed. tests/js/test/python.test.js runs this: `ASSAY_MARKET`
describes a chain on which a job was computed and opened, and `ASSAY_ACCOUNT` an account that has
money there, such as `//Bob`.
"""

import json
import os
import unittest

try:
    from substrateinterface import Keypair, SubstrateInterface
except ImportError:
    from async_substrate_interface.sync_substrate import SubstrateInterface

    from keypair import Keypair

ASY = 10**12
MARKET = json.loads(os.environ["ASSAY_MARKET"])
SIGNER = Keypair.create_from_uri(os.environ["ASSAY_ACCOUNT"])

# Newer than the libraries' own list of types.
TYPES = {"types": {"bounded_collections::bounded_vec::BoundedVec": "BoundedVec"}}


def calls_of(block):
    """The names of a block's calls."""
    calls = [extrinsic.value["call"] for extrinsic in block["extrinsics"]]
    return [f"{call['call_module']}.{call['call_function']}" for call in calls]


class Chain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.substrate = SubstrateInterface(url=MARKET["url"], type_registry=TYPES)

    @classmethod
    def tearDownClass(cls):
        cls.substrate.close()

    def send(self, pallet, function, arguments):
        """Signs and submits a call, and waits until it is in a block."""
        call = self.substrate.compose_call(pallet, function, arguments)
        extrinsic = self.substrate.create_signed_extrinsic(call=call, keypair=SIGNER)
        return self.substrate.submit_extrinsic(extrinsic, wait_for_inclusion=True)

    def test_every_block_should_be_read_reports_and_all(self):
        calls = []
        for number in range(1, MARKET["opened"]["number"] + 1):
            block_hash = self.substrate.get_block_hash(number)
            calls += calls_of(self.substrate.get_block(block_hash))
            self.substrate.get_events(block_hash)
        for call in "Timestamp.set", "Providers.heartbeat", "Jobs.commit", "Jobs.open":
            self.assertIn(call, calls)

    def test_a_job_should_be_read_from_storage(self):
        job = self.substrate.query("Jobs", "Jobs", [MARKET["waiting"]])
        job = getattr(job, "value", job)
        self.assertEqual(job["requester"], Keypair.create_from_uri("//Ferdie").ss58_address)

    def test_a_transfer_should_succeed_and_its_receipt_say_so(self):
        payee = Keypair.create_from_uri("//Eve").ss58_address
        arguments = {"dest": payee, "value": 2 * ASY}
        receipt = self.send("Balances", "transfer_keep_alive", arguments)
        self.assertTrue(receipt.is_success, receipt.error_message)

    def test_a_job_should_be_posted_and_taken_back(self):
        tiles = {"rows": 1, "row_words": 64, "pitch": 64, "plane": 64}
        run = {
            "kernel": MARKET["kernel"],
            # A type of one field, which is written as a list of one.
            "grid": [[16, 1, 1]],
            "params": [],
            "inputs": [],
            "outputs": [{"words": 1024, "tiles": tiles, "rule": "Exact"}],
        }
        offer = {
            "price": 2 * ASY,
            "deadline": 20,
            "patience": 100,
            "samples": 2,
            # Who is no provider: the job waits.
            "allowed": [SIGNER.ss58_address],
            "region": None,
            "attributes": [],
        }
        arguments = {"spec": {"inputs": [], "passes": [run]}, "offer": offer}
        receipt = self.send("Jobs", "submit", arguments)
        self.assertTrue(receipt.is_success, receipt.error_message)
        events = [getattr(event, "value", event) for event in receipt.triggered_events]
        (job,) = [
            event["attributes"]["job"] for event in events if event["event_id"] == "Submitted"
        ]
        receipt = self.send("Jobs", "cancel", {"job": job})
        self.assertTrue(receipt.is_success, receipt.error_message)

    def test_an_error_should_have_its_name(self):
        receipt = self.send("Jobs", "cancel", {"job": 10**6})
        self.assertFalse(receipt.is_success)
        self.assertEqual(receipt.error_message["name"], "JobUnknown")


if __name__ == "__main__":
    unittest.main()
