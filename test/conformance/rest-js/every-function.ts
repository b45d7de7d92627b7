import assert from 'node:assert/strict';
import type { PortalKind, SandboxPortal } from '../../../sandbox/index.js';
import { type Outcome, summary } from './summary.js';

/** What the functions of a library are tried on. */
interface Surroundings {
  close(): Promise<void>;
}

export interface Library<Stage extends Surroundings> {
  /** Its name in the table of clients. */
  client: string;
  /** Everything that it exports, as it is installed. */
  exported: [name: string, value: unknown][];
  /** How each function is called and what must come of it; what it resolves with is a note for the table. */
  cases: Record<string, (stage: Stage) => unknown>;
  /** Functions that make no sense for such a portal, with the reason. */
  left: Record<string, string>;
  open: (kind: PortalKind) => Promise<Stage>;
  portalOf: (stage: Stage) => SandboxPortal;
  /** Addresses that a case asks for although no portal knows them. */
  unknownOnPurpose?: string;
}

/** Declares the tests of every function that a library exports, in both manners. A function that has neither a case nor a reason fails. */
export function everyFunctionOf<Stage extends Surroundings>(library: Library<Stage>): void {
  const { client, cases, left, unknownOnPurpose } = library;
  const functions = library.exported.filter(([, value]) => typeof value === 'function').map(([name]) => name);
  const outcomes = new Map<string, Outcome>(functions.map((name) => [name, { passed: 0, notes: new Set() }]));

  it('is known: it has a case, or a reason why it has none', () => {
    assert.deepEqual([...Object.keys(cases), ...Object.keys(left)].sort(), [...functions].sort());
  });

  for (const kind of ['enterprise', 'online'] as const) {
    describe(`with ${kind} manners`, () => {
      let stage: Stage;
      before(async () => {
        stage = await library.open(kind);
      });
      after(() => stage.close());

      for (const [name, use] of Object.entries(cases)) {
        it(name, async () => {
          const note = await use(stage);
          const outcome = outcomes.get(name);
          if (!outcome) throw new Error(`${name} is not exported.`);
          outcome.passed += 1;
          if (typeof note === 'string' && note !== '') outcome.notes.add(note);
        });
      }

      it('was asked for nothing that it does not know', () => {
        const unknown = library
          .portalOf(stage)
          .requests.all()
          .filter((one) => one.unknown && !(unknownOnPurpose && one.path.endsWith(unknownOnPurpose)));
        assert.deepEqual(
          unknown.map(({ method, path }) => `${method} ${path}`),
          [],
        );
      });
    });
  }

  after(() => summary(client, outcomes, left));
}
