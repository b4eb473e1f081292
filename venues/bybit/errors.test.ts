import { meaningOf, meaningOfStatus } from './errors';

describe('bybit errors', () => {
  it.each([
    { code: 10000, meaning: 'unknown' },
    { code: 10016, meaning: 'unknown' },
    { code: 170146, meaning: 'unknown' },
    { code: 10002, meaning: 'retry' },
    { code: 10006, meaning: 'limited' },
    { code: 170141, meaning: 'lookUp' },
    { code: 110072, meaning: 'lookUp' },
    { code: 170213, meaning: 'notFound' },
    { code: 170131, meaning: 'final' },
  ])('reads $code as $meaning', ({ code, meaning }) => {
    expect(meaningOf(code)).toBe(meaning);
  });

  it.each([
    { status: 500, meaning: 'unknown' },
    { status: 403, meaning: 'limited' },
    { status: 200, meaning: undefined },
  ])('reads HTTP $status as $meaning', ({ status, meaning }) => {
    expect(meaningOfStatus(status)).toBe(meaning);
  });
});
