/** Ends at once. Its one closed run is what the durability gate of journal-first openings asks Temporal's persistence for. */
export function durabilityProbe(): Promise<void> {
  return Promise.resolve();
}
