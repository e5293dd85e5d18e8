/** What may be the name of an image. Source: distribution/reference regexp.go */
export const IMAGE = /^[\w.-]+(:\d+)?(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@[A-Za-z][\w+.:-]*:[0-9a-fA-F]{32,})?$/;
