import type { Call, ShellCommand } from '../command';

/** What is known of the terminal's size. */
interface Size {
  readonly columns: () => number;
  readonly rows: () => number;
}

/** MODELS `stty size`, and tput's cols and lines. OMITS modes of the terminal: the line editor has its own. */
export function sizes(tty: boolean, { columns, rows }: Size): readonly ShellCommand[] {
  return [
    {
      name: 'stty',
      usage: 'stty size',
      run(call) {
        if (!tty) return refuse(call, "stty: 'standard input': Inappropriate ioctl for device");
        if (call.args.join(' ') !== 'size') return refuse(call, 'stty: not available here; stty size is');
        call.out(`${rows()} ${columns()}\n`);
        return 0;
      },
    },
    {
      name: 'tput',
      usage: 'tput cols',
      run(call) {
        const [asked] = call.args;
        const size = asked === 'cols' ? columns : asked === 'lines' ? rows : undefined;
        if (!size) return refuse(call, 'tput: not available here; tput cols and tput lines are');
        call.out(`${size()}\n`);
        return 0;
      },
    },
  ];
}

function refuse(call: Call, problem: string): number {
  call.err(`${problem}\n`);
  return 1;
}
