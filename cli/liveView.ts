import type { Output } from './output';

const ESCAPE = '\u001b[';

export interface LiveView {
  /** Draws `text` in the place of what was drawn last. */
  draw(text: string): void;
  /** Writes a line that stays, above what is drawn next. */
  keep(line: string): void;
}

/** A block of text that is redrawn in place. For terminals only: elsewhere lines are appended instead. */
export function createLiveView(output: Output): LiveView {
  let drawnLines = 0;
  const erase = (): string => (drawnLines === 0 ? '' : `${ESCAPE}${drawnLines}A${ESCAPE}0J`);
  return {
    draw(text) {
      output.raw(`${erase()}${text}\n`);
      drawnLines = text.split('\n').length;
    },
    keep(line) {
      output.raw(`${erase()}${line}\n`);
      drawnLines = 0;
    },
  };
}
