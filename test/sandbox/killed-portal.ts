import { TestPortal } from './test-portal.js';

/** A portal in a process of its own that writes without end, tells the ids of its first answered items, and waits to be killed. */
async function write(): Promise<void> {
  const test = await TestPortal.start({ dir: process.argv[2] ?? '' });
  const token = await test.token();
  const known: string[] = [];
  for (let n = 0; ; n += 1) {
    const name = `layer_${n}`;
    const createParameters = JSON.stringify({ name, spatialReference: { wkid: 102100 } });
    const [id] = await Promise.all([
      test.add('ann', { type: 'CSV', title: name, file: new File(['x'.repeat(50_000)], `${name}.csv`) }),
      test.post('/content/users/ann/createService', { createParameters, token }),
    ]);
    known.push(id);
    if (known.length === 8) process.send?.(known);
  }
}

write().catch(() => process.exit(1));
