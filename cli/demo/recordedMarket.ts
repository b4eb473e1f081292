import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The data set of `--market replay`: 343 s of Binance, spot and USD-M futures, received side by side. */
const DATA_SET = 'binance-2024-08-08';
const FILES = ['spot_btcusdt_20240808.gz', 'usdm_btcusdt_20240808.gz'];

/** Where the recording is, or why it is not there. */
export type RecordedMarket =
  | { readonly kind: 'found'; readonly dataFolder: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** Looks for the recording under `dataFolder` (`HOLDFAST_RECORDED_DATA`). */
export function findRecordedMarket(dataFolder: string | undefined): RecordedMarket {
  if (dataFolder === undefined || dataFolder === '')
    return {
      kind: 'absent',
      reason: `The recorded data set ${DATA_SET} is not here: HOLDFAST_RECORDED_DATA is not set.`,
    };
  const missing = FILES.find((file) => !existsSync(join(dataFolder, DATA_SET, file)));
  if (missing === undefined) return { kind: 'found', dataFolder };
  return {
    kind: 'absent',
    reason: `The recorded data set ${DATA_SET} is not here: ${join(dataFolder, DATA_SET, missing)} is missing (HOLDFAST_RECORDED_DATA=${dataFolder}).`,
  };
}
