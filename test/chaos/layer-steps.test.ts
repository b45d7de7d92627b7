import assert from 'node:assert/strict';
import type { PortalKind } from '../../sandbox/index.js';
import { LayerStage, type Scenario } from './support/layer-stage.js';
import { MISHAPS, moments } from './support/steps.js';

const SCENARIOS: Scenario[] = [
  { name: 'A new copy of a layer and its view', content: 'trees', isNew: true, settings: {} },
  {
    name: 'A copy that gets what has changed',
    content: 'trees',
    isNew: false,
    settings: { rowUpdate: 'changes' },
  },
  {
    name: 'A copy that gets what has changed by a key field',
    content: 'plots',
    isNew: false,
    settings: { rowKeys: ['CODE'], maxDrop: 1 },
  },
  {
    name: 'A copy that is emptied and loaded',
    content: 'plots',
    isNew: false,
    settings: { rowUpdate: 'reload', maxDrop: 1 },
    wholly: true,
  },
];

const WAYS: [PortalKind, PortalKind][] = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
  ['enterprise', 'enterprise'],
  ['online', 'online'],
];

/** Calls that are tried for each mishap; all with CHAOS=all. */
const TRIED = 1;

// Which calls there are is found out by a run in which nothing happens: a new one is tried without being named anywhere.
for (const [at, [from, to]] of WAYS.entries()) {
  for (const [which, scenario] of SCENARIOS.entries()) {
    // Between portals of the same kind only the making differs.
    if (from === to && !scenario.isNew) continue;
    describe(`${scenario.name}, ${from} to ${to}, when a call`, function () {
      this.timeout(1_800_000);

      let stage: LayerStage;
      before(async () => {
        stage = await LayerStage.set(scenario, from, to);
      });
      after(() => stage?.strike());

      for (const [turn, mishap] of MISHAPS.entries()) {
        if (from === to && process.env.CHAOS !== 'all' && turn % 2 !== at % 2) continue;
        it(`${mishap.name}: fails and says why, or is complete; then the next run completes it`, async () => {
          const problems: string[] = [];
          for (const moment of moments(stage.steps, mishap, TRIED, 100 * at + 20 * which + turn)) {
            const problem = await stage.tryOut(mishap, moment);
            if (problem) problems.push(problem);
          }
          assert.ok(problems.length === 0, problems.join('\n'));
        });
      }
    });
  }
}
