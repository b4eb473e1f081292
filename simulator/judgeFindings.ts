/** Something that must not be, as the judge tells it. */
export interface CutFinding {
  /** An order or fill too many; a fill that our books will never hold; books that say something else than the venues. */
  readonly kind: 'duplicate' | 'uncountedFill' | 'difference';
  readonly text: string;
}

export interface Findings {
  find(kind: CutFinding['kind'], text: string): void;
  /** What was found since the last call. */
  take(): CutFinding[];
}

/** Each finding is told once, however often it is met again. */
export function createFindings(): Findings {
  const told = new Set<string>();
  let found: CutFinding[] = [];
  return {
    find(kind, text) {
      if (told.has(text)) return;
      told.add(text);
      found.push({ kind, text });
    },
    take() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}
