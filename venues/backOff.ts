const STEPS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Delay in ms before try `attempt` (0 = first): 1, 2, 4, 8, 16, 16 … s, each shortened by up to a quarter so that clients do not return together. */
export function backOffMs(attempt: number, random: () => number): number {
  const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? 16_000;
  return Math.round(step * (1 - random() / 4));
}
