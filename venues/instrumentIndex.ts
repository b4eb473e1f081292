import type { Instrument, InstrumentId } from '../domain/instrument';

/** Finds instruments by our name and by the venue's. */
export interface InstrumentIndex {
  /** @throws RangeError for an instrument that this process does not trade. */
  byId(id: InstrumentId): Instrument;
  byVenueSymbol(venueSymbol: string): Instrument | undefined;
}

export function createInstrumentIndex(instruments: readonly Instrument[]): InstrumentIndex {
  const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  const byVenueSymbol = new Map(instruments.map((instrument) => [instrument.venueSymbol, instrument]));
  return {
    byId(id) {
      const instrument = byId.get(id);
      if (instrument === undefined) throw new RangeError(`unknown instrument ${id}`);
      return instrument;
    },
    byVenueSymbol: (venueSymbol) => byVenueSymbol.get(venueSymbol),
  };
}
