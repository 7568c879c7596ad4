/** An icon's markup, as the bundler's text loader gives it. */
declare module '*.svg' {
  const markup: string;
  export = markup;
}
