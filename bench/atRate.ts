/** Calls `act` `count` times, `perSecond` a second by the clock and not after each other's end; resolves when all have ended. */
export async function atRate(perSecond: number, count: number, act: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueMs = startedMs + (index * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    running.push(act());
  }
  await Promise.all(running);
}
