/** Keeps all events and hands out the first one that fits, past or future. */
export interface EventLog<Event> {
  push(event: Event): void;
  next(fits: (event: Event) => boolean): Promise<Event>;
}

export function createEventLog<Event>(): EventLog<Event> {
  const seen: Event[] = [];
  const waiting: { fits: (event: Event) => boolean; resolve: (event: Event) => void }[] = [];
  return {
    push(event) {
      seen.push(event);
      const due = waiting.findIndex(({ fits }) => fits(event));
      if (due >= 0) waiting.splice(due, 1)[0]?.resolve(event);
    },
    next(fits) {
      const known = seen.find(fits);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => waiting.push({ fits, resolve }));
    },
  };
}
