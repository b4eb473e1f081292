import type { VenueAdapter } from '../venueAdapter';
import { createBinanceAccountReader } from './accountReader';
import { VENUE } from './capabilities';
import { loadBinanceInstruments } from './instruments';
import { createBinanceMarketFeed } from './marketFeed';
import { createBinanceOrderGateway } from './orderGateway';
import { createBinancePrivateStream } from './privateStream';

export const binance: VenueAdapter = {
  venue: VENUE,
  loadInstruments: loadBinanceInstruments,
  createMarketFeed: createBinanceMarketFeed,
  createOrderGateway: createBinanceOrderGateway,
  createAccountReader: createBinanceAccountReader,
  createPrivateStream: createBinancePrivateStream,
};
