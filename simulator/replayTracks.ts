import type { DrivenMarket } from './marketSource';
import type { ReplayTrack } from './replaySource';

/** Which recorded file drives which market. Other markets stay empty in a replay. */
const TRACKS = [
  {
    venue: 'binance',
    file: 'spot_btcusdt_20240808.gz',
    rule: 'spot',
    label: 'recorded Binance spot BTC/USDT',
  },
  {
    venue: 'bybit',
    file: 'usdm_btcusdt_20240808.gz',
    rule: 'usdm',
    label: 'stand-in: recorded Binance USD-M BTC/USDT, not Bybit',
  },
] as const;

/** The tracks for those of `driven` that a recording exists for. */
export function replayTracks(driven: readonly DrivenMarket[]): ReplayTrack[] {
  return TRACKS.flatMap(({ venue, ...track }) => {
    const market = driven.find((one) => one.venue === venue && one.market.symbol === 'BTCUSDT');
    return market ? [{ ...track, driven: market }] : [];
  });
}
