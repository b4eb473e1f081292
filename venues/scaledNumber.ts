/** Reads decimal text as whole multiples of one step (a tick or a lot), exactly and without floating-point arithmetic on fractions. */
export interface Scale {
  readonly step: string;
  /** Digits after the point that a multiple of the step can have. */
  readonly decimals: number;
  /** The step in units of its last digit: 1 for 0.01, 5 for 0.05. */
  readonly unit: number;
  /** True for prices: text off the grid is refused. False for sizes: it is rounded down, so that a size is never overstated. */
  readonly exact: boolean;
}

const STEP = /^\d+(\.\d+)?$/;
const ZERO = 48;

/** @throws RangeError where `tickSize` is not positive decimal text. */
export const priceScale = (tickSize: string): Scale => scaleOf(tickSize, true);
/** @throws RangeError where `lotSize` is not positive decimal text. */
export const qtyScale = (lotSize: string): Scale => scaleOf(lotSize, false);

function scaleOf(step: string, exact: boolean): Scale {
  const trimmed = step.includes('.') ? step.replace(/\.?0+$/, '') : step;
  if (!STEP.test(trimmed)) throw new RangeError(`step must be positive decimal text, got ${step}`);
  const [whole = '', fraction = ''] = trimmed.split('.');
  const unit = Number(whole + fraction);
  if (!(unit > 0) || !Number.isSafeInteger(unit))
    throw new RangeError(`step must be positive and exact, got ${step}`);
  return { step, decimals: fraction.length, unit, exact };
}

/** Whole multiples of the step in `text`; `NaN` for anything but non-negative decimal text, and for what `scale.exact` refuses. */
export function multiplesOf(text: string, scale: Scale): number {
  const point = text.indexOf('.');
  const wholeEnd = point < 0 ? text.length : point;
  if (wholeEnd === 0 || point === text.length - 1) return NaN;
  const whole = digitsBetween(text, 0, wholeEnd);
  if (point < 0) return toSteps(padded(whole, scale.decimals), scale);
  const keptEnd = Math.min(point + 1 + scale.decimals, text.length);
  const fraction = digitsBetween(text, point + 1, keptEnd);
  const rest = digitsBetween(text, keptEnd, text.length);
  if (Number.isNaN(rest) || (scale.exact && rest !== 0)) return NaN;
  const kept = keptEnd - point - 1;
  return toSteps(padded(padded(whole, kept) + fraction, scale.decimals - kept), scale);
}

/** The digits as one integer, 0 where there are none, `NaN` where a character is no digit. */
function digitsBetween(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** `value` followed by `zeros` zero digits. */
export function padded(value: number, zeros: number): number {
  let result = value;
  for (let i = 0; i < zeros; i++) result *= 10;
  return result;
}

/** `value`, in units of the step's last digit, in steps: `NaN` above 2^53 (no longer exact) or off an exact grid. */
export function toSteps(value: number, scale: Scale): number {
  if (!(value <= Number.MAX_SAFE_INTEGER)) return NaN;
  if (scale.unit === 1) return value;
  const rest = value % scale.unit;
  if (scale.exact && rest !== 0) return NaN;
  return (value - rest) / scale.unit;
}
