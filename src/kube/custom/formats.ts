import { subdomain } from '../names';

/** The formats of texts that a schema may ask for; one that is not known here is not looked at, as upstream does
 *  with those that it does not know.
 *  OMITS isbn, creditcard, ssn, colours, bsonobjectid. Source: kube-openapi pkg/validation/strfmt */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const MAC = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;
const DURATION = /^[-+]?(?:\d+(?:\.\d*)?\s*(?:ns|us|µs|ms|s|m|h|d|w|[a-z]+)\s*)+$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isIpv6 = (text: string): boolean => {
  try {
    return text.includes(':') && new URL(`http://[${text}]/`).hostname.length > 0;
  } catch {
    return false;
  }
};

const isUri = (text: string): boolean => {
  try {
    return text.startsWith('/') || new URL(text).protocol.length > 0;
  } catch {
    return false;
  }
};

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  if (more.length || !/^\d{1,3}$/.test(bits)) return false;
  return IPV4.test(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}

const isDay = (text: string) => !Number.isNaN(Date.parse(text));

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => DATE.test(text) && isDay(text),
  'date-time': (text) => DATE_TIME.test(text) && isDay(text),
  datetime: (text) => DATE_TIME.test(text) && isDay(text),
  duration: (text) => DURATION.test(text),
  hostname: (text) => subdomain(text.toLowerCase()).length === 0,
  ipv4: (text) => IPV4.test(text),
  ipv6: isIpv6,
  cidr: isCidr,
  mac: (text) => MAC.test(text),
  uuid: (text) => UUID.test(text),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  uri: isUri,
  byte: (text) => BASE64.test(text),
};

export const fitsFormat = (format: string, text: string): boolean => FORMATS[format]?.(text) ?? true;
