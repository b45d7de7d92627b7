import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileOf } from '../../sandbox/profiles/profile.js';
import { TestPortal } from '../sandbox/test-portal.js';

describe('the version of a sandbox portal', () => {
  const dirs: string[] = [];
  const folder = () => {
    dirs.push(mkdtempSync(join(tmpdir(), 'sandbox-profile-')));
    return dirs.at(-1) as string;
  };
  after(() => {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('compares releases by their numbers, and Online is never too old', () => {
    const old = profileOf('enterprise-10.8.1');
    assert.deepEqual(
      ['10.7', '10.8', '10.8.1', '10.9', '11.1', '10.10'].map((release) => old.atLeast(release)),
      [true, true, true, false, false, false],
    );
    assert.equal(profileOf('enterprise-11.1').atLeast('10.8.1'), true);
    assert.equal(profileOf('online').atLeast('99'), true);
    assert.throws(
      () => profileOf('enterprise-9.3'),
      /'enterprise-9.3' is no portal version: online, enterprise-11.5/,
    );
  });

  for (const [profile, root, services] of [
    ['enterprise-10.5.1', { currentVersion: '5.1' }, [10.51, '10.5.1']],
    ['enterprise-10.8.1', { currentVersion: '8.2' }, [10.81, '10.8.1']],
    ['enterprise-11.1', { currentVersion: '10.3' }, [11.1, '11.1.0']],
    [
      'enterprise-11.5',
      { currentVersion: '2025.1', enterpriseVersion: '11.5.0', enterpriseBuild: '56755' },
      [11.5, '11.5.0'],
    ],
    ['online', { currentVersion: '2026.1' }, [12, '12.0.0']],
  ] as const) {
    it(`is what ${profile} says at the root, of itself and on its server`, async () => {
      const { kind } = profileOf(profile);
      const test = await TestPortal.start({ kind, profile });
      try {
        assert.equal(test.portal.profile.name, profile);
        assert.deepEqual(await test.get(''), root);
        const self = await test.get('/portals/self');
        assert.equal(self.currentVersion, root.currentVersion);
        assert.equal(self.isPortal, kind === 'enterprise');
        assert.equal('enterpriseVersion' in self, kind === 'enterprise' && profile !== 'enterprise-10.5.1');
        const info = await test.json(`${test.portal.serverUrl}/rest/info?f=json`);
        assert.deepEqual([info.currentVersion, info.fullVersion], services);
      } finally {
        await test.stop();
      }
    });
  }

  it('stays with the data until another one is asked for, and must be of the same kind', async () => {
    const dir = folder();
    const version = async (options: Parameters<typeof TestPortal.start>[0]) => {
      const test = await TestPortal.start({ dir, ...options });
      const { currentVersion } = await test.get('');
      await test.portal.close();
      return currentVersion;
    };
    assert.equal(await version({ profile: 'enterprise-10.7.1' }), '7.1');
    assert.equal(await version({}), '7.1');
    assert.equal(await version({ profile: 'enterprise-11.1' }), '10.3');
    assert.equal(await version({}), '10.3');
    await assert.rejects(
      version({ profile: 'online' }),
      /'online' is no version of a portal with enterprise manners/,
    );
  });
});
