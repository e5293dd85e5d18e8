/** What is in a volume or a container's own layer: relative path → text; a directory is an entry that ends with `/`. */
export type Content = Readonly<Record<string, string>>;
