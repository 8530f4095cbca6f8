"""Accounts of a development chain, for async-substrate-interface, which brings no keys of its own."""

import sr25519
from scalecodec.utils.ss58 import ss58_encode

SR25519 = 1
# Of the phrase from which all well-known accounts are derived.
SEED = bytes.fromhex("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e")


class Keypair:
    """What the library asks a key for."""

    crypto_type = SR25519
    ss58_format = 42

    def __init__(self, public_key, private_key):
        self.public_key = public_key
        self.private_key = private_key
        self.ss58_address = ss58_encode(public_key, ss58_format=self.ss58_format)

    @classmethod
    def create_from_uri(cls, path):
        """The account of a path of hard junctions, such as `//Bob//stash`."""
        public_key, private_key = sr25519.pair_from_seed(SEED)
        for name in path.split("//")[1:]:
            junction = bytes([len(name) << 2]) + name.encode()
            chain_code = junction.ljust(32, b"\0")
            _, public_key, private_key = sr25519.hard_derive_keypair(
                (chain_code, public_key, private_key), b""
            )
        return cls(public_key, private_key)

    def sign(self, data):
        if isinstance(data, str):
            data = bytes.fromhex(data.removeprefix("0x"))
        return sr25519.sign((self.public_key, self.private_key), bytes(data))
