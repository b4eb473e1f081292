import { meaningOf, meaningOfStatus } from './errors';

describe('binance errors', () => {
  it.each([
    { code: -1007, text: 'Timeout waiting for response', meaning: 'unknown' },
    { code: -1000, text: 'An unknown error occurred', meaning: 'unknown' },
    { code: -2010, text: 'Duplicate order sent.', meaning: 'lookUp' },
    { code: -2010, text: 'Account has insufficient balance for requested action.', meaning: 'final' },
    { code: -1013, text: 'Filter failure: LOT_SIZE', meaning: 'final' },
    { code: -1021, text: 'Timestamp for this request is outside of the recvWindow.', meaning: 'retry' },
    { code: -2013, text: 'Order does not exist.', meaning: 'notFound' },
    { code: -1003, text: 'Too many requests', meaning: 'limited' },
    { code: -9999, text: 'A code from the future', meaning: 'final' },
  ])('reads $code $text as $meaning', ({ code, text, meaning }) => {
    expect(meaningOf(code, text)).toBe(meaning);
  });

  it.each([
    { status: 503, meaning: 'unknown' },
    { status: 408, meaning: 'unknown' },
    { status: 418, meaning: 'limited' },
    { status: 400, meaning: undefined },
  ])('reads HTTP $status as $meaning', ({ status, meaning }) => {
    expect(meaningOfStatus(status)).toBe(meaning);
  });
});
