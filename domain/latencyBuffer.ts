/**
 * Bps that the price may move against us while an order travels: volatility × √latency.
 * @param volatilityBpsPerSqrtSecond standard deviation of the mid's move over one second, in bps
 */
export function latencyBufferBps(volatilityBpsPerSqrtSecond: number, latencyP99Ms: number): number {
  return volatilityBpsPerSqrtSecond * Math.sqrt(Math.max(0, latencyP99Ms) / 1000);
}
