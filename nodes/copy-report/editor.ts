RED.nodes.registerType('copy-report', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'copy-report.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    quiet: {
      value: '',
      // Node-RED takes an answer in words for the reason why a value is wrong.
      validate(value: string, options?: object): boolean {
        if (value === '' || Number(value) > 0) return true;
        return (options ? RED._('@portal-copy/node-red-arcgis/copy-report:error.quiet') : false) as boolean;
      },
    },
  },
  paletteLabel: 'copy report',
  label() {
    return this.name || 'copy report';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._('output.report');
  },
});
