import type { DataConverter } from '@temporalio/common';
import type { Config } from '../config/schema';
import { temporalConverter } from '../runtime/temporalConverter';

/** How clients and workers of this configuration write payloads. */
export const payloadConverter = ({ temporal }: Pick<Config, 'temporal'>): DataConverter =>
  temporalConverter(temporal.payloadKeys.map((key) => key.reveal()));
