import type { VenueAdapter } from '../venueAdapter';
import { createBybitAccountReader } from './accountReader';
import { VENUE } from './capabilities';
import { loadBybitInstruments } from './instruments';
import { createBybitMarketFeed } from './marketFeed';
import { createBybitOrderGateway } from './orderGateway';
import { createBybitPrivateStream } from './privateStream';

export const bybit: VenueAdapter = {
  venue: VENUE,
  loadInstruments: loadBybitInstruments,
  createMarketFeed: createBybitMarketFeed,
  createOrderGateway: createBybitOrderGateway,
  createAccountReader: createBybitAccountReader,
  createPrivateStream: createBybitPrivateStream,
};
