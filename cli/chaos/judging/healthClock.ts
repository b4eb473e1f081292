/** How long all was healthy, in ms of one run. */
export interface HealthClock {
  healthyMs(): number;
  stop(): void;
}

const SAMPLE_MS = 100;

/** Counts time in which `isHealthy` holds. */
export function startHealthClock(isHealthy: () => boolean): HealthClock {
  let healthyMs = 0;
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (isHealthy()) healthyMs += nowMs - lastMs;
    lastMs = nowMs;
  }, SAMPLE_MS);
  return {
    healthyMs: () => healthyMs,
    stop() {
      clearInterval(timer);
    },
  };
}
