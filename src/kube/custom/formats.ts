import { subdomain } from '../names';
import { parseAddress, parseBlock } from './addresses';

/** The formats of texts that a schema may ask for; one that is not known here is not looked at, as upstream does
 *  with those that it does not know.
 *  OMITS isbn, creditcard, ssn, colours, bsonobjectid. Source: kube-openapi pkg/validation/strfmt */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const MAC = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const DURATION = /^[-+]?(?:\d+(?:\.\d*)?\s*(?:ns|us|µs|ms|s|m|h|d|w|[a-z]+)\s*)+$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isUri = (text: string): boolean => {
  try {
    return text.startsWith('/') || new URL(text).protocol.length > 0;
  } catch {
    return false;
  }
};

const isDay = (text: string) => !Number.isNaN(Date.parse(text));

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => DATE.test(text) && isDay(text),
  'date-time': (text) => DATE_TIME.test(text) && isDay(text),
  datetime: (text) => DATE_TIME.test(text) && isDay(text),
  duration: (text) => DURATION.test(text),
  hostname: (text) => subdomain(text.toLowerCase()).length === 0,
  ipv4: (text) => parseAddress(text)?.family === 4,
  ipv6: (text) => parseAddress(text)?.family === 6,
  cidr: (text) => parseBlock(text) !== undefined,
  mac: (text) => MAC.test(text),
  uuid: (text) => UUID.test(text),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  uri: isUri,
  byte: (text) => BASE64.test(text),
};

export const fitsFormat = (format: string, text: string): boolean => FORMATS[format]?.(text) ?? true;
