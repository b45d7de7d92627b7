/** The map library, loaded by a script element before the program of the page. */
declare const ol: typeof import('ol/dist/ol.js').default;
