import { goText as inner } from '../../../kube/go-text';

/** A value as a template prints it: what is not there is `<no value>`. Source: text/template/exec.go printableValue */
export const goText = (value: unknown): string => (value === undefined || value === null ? '<no value>' : inner(value));
