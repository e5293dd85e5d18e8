import { parseDuration } from './go-duration';

/** What a flag takes. `string`; `int`; `duration` (`90s`, `1h30m`); `bool`: a switch; `strings`: may be given more than
 *  once, or as a list with commas; `array`: may be given more than once, commas are part of the value; `optional`: a
 *  text that may be left out. */
export type FlagType = 'string' | 'int' | 'duration' | 'bool' | 'strings' | 'array' | 'optional';

interface Checked {
  readonly value: readonly string[];
  /** What is wrong, in the words of Go's strconv or time. */
  readonly wrong?: string;
}

/** Source: strconv.ParseBool */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** @returns the values that a text stands for */
export function checkedValue(type: FlagType, text: string): Checked {
  switch (type) {
    case 'bool':
      if (TRUE.includes(text)) return { value: ['true'] };
      return FALSE.includes(text) ? { value: ['false'] } : { value: [], wrong: syntax('ParseBool', text) };
    case 'int':
      return /^[+-]?\d+$/.test(text) ? { value: [text] } : { value: [], wrong: syntax('ParseInt', text) };
    case 'duration': {
      const found = parseDuration(text);
      return typeof found === 'number' ? { value: [text] } : { value: [], wrong: found.wrong };
    }
    case 'strings':
      return { value: text === '' ? [] : commaList(text) };
    default:
      return { value: [text] };
  }
}

const syntax = (where: string, text: string) => `strconv.${where}: parsing ${JSON.stringify(text)}: invalid syntax`;

/** One line of CSV, which is how pflag reads lists: `a,"b,c"`. */
const commaList = (text: string): string[] =>
  [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
