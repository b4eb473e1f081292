const LOOK_EVERY_MS = 50;

/**
 * The first answer of `look` that is not `undefined`; a look that throws counts as none, because what is looked at may be dead for a moment.
 * @throws naming what was waited for, with the last error, when the patience is over
 */
export async function until<Answer>(
  what: string,
  look: () => Promise<Answer | undefined>,
  patienceMs = 30_000,
): Promise<Answer> {
  const endMs = performance.now() + patienceMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await look();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= endMs) throw new Error(`waited ${patienceMs} ms in vain for ${what}`, { cause });
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
