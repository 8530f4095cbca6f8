import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWallet } from '../harness/wallet.js';

test('metadata should be offered and decode in the versions 14, 15 and 16', () =>
	withWallet(async ({ api }) => {
		const offered = (await api.call.metadata.metadataVersions()).map((version) => version.toNumber());

		for (const version of [14, 15, 16]) {
			assert.ok(offered.includes(version), `the runtime offers only ${offered}`);
			const opaque = await api.call.metadata.metadataAtVersion(version);
			assert.ok(opaque.isSome, `no metadata of version ${version}`);

			const metadata = api.registry.createType('Metadata', opaque.unwrap().toHex());
			assert.equal(metadata.version, version);
			assert.deepEqual(palletNames(metadata), palletNames(api.runtimeMetadata));
		}
	}));

test('metadata should be none when the version is unknown', () =>
	withWallet(async ({ api }) => {
		assert.ok((await api.call.metadata.metadataAtVersion(13)).isNone);
	}));

function palletNames(metadata) {
	return metadata.asLatest.pallets.map((pallet) => pallet.name.toString());
}
