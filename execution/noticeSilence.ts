import type { TradeId } from '../domain/tradePlan';
import type { Journal } from './journal';

/** So long without an answer the journal counts as away: far above a commit on a busy disk, far below an orphan's time. */
const SILENT_MS = 75;

/** The same journal; `onSilence` is told of a trade whose step it does not answer in time or fails. The call itself goes on. */
export function noticeSilence(journal: Journal, onSilence: (tradeId: TradeId) => void): Journal {
  async function inTime<Answer>(tradeId: TradeId, call: Promise<Answer>): Promise<Answer> {
    const silence = setTimeout(onSilence, SILENT_MS, tradeId);
    try {
      return await call;
    } catch (error) {
      onSilence(tradeId);
      throw error;
    } finally {
      clearTimeout(silence);
    }
  }
  return {
    ...journal,
    beginStep: (begin) => inTime(begin.tradeId, journal.beginStep(begin)),
    finishStep: (step, ...rest) => inTime(step.tradeId, journal.finishStep(step, ...rest)),
    progress: (tradeId, news) => inTime(tradeId, journal.progress(tradeId, news)),
    readTrade: (tradeId) => inTime(tradeId, journal.readTrade(tradeId)),
  };
}
