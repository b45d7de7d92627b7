import { trees } from './definitions.js';
import { startServices } from './services-under-test.js';

/** Edits without end in a process of its own, until it is killed: 500 rows and an attachment at a time. Says each number that was answered for. */
async function main(dir: string): Promise<void> {
  const portal = await startServices('enterprise', dir);
  const layer = `${await portal.make('Trees', { layers: [trees()] })}/0`;
  const data = Buffer.alloc(5000).toString('base64');
  for (let done = 500; ; done += 500) {
    const globalId = `{${done.toString().padStart(8, '0')}-1111-4222-8333-444444444444}`;
    const adds = Array.from({ length: 499 }, (_, i) => ({ attributes: { name: `row ${i}` } }));
    await portal.post(`${layer}/applyEdits`, { adds });
    await portal.post(`${layer}/applyEdits`, {
      useGlobalIds: 'true',
      adds: [{ attributes: { GlobalID: globalId } }],
      attachments: { adds: [{ parentGlobalId: globalId, name: 'a', data }] },
    });
    process.send?.(done);
  }
}

void main(process.argv[2] ?? '');
