let holds = true;

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Prints whether a goal holds. */
export function goal(what: string, actual: string, isMet: boolean): void {
  holds &&= isMet;
  say(`  ${isMet ? 'holds' : 'FAILS'}  ${what}: ${actual}`);
}

/** Prints the end of a bench; its exit code is 0 only if every goal holds. */
export function sayWhetherAllHold(): void {
  say(holds ? 'Every goal holds.' : 'Not every goal holds.');
  process.exitCode = holds ? 0 : 1;
}
