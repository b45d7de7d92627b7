RED.nodes.registerType('export-fgdb', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'export-fgdb.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    source: { value: '', type: 'portal-config', required: true },
    target: { value: '', type: 'portal-config', required: false },
    folder: { value: '' },
    folderType: { value: 'str' },
    timeLimit: { value: '60' },
    match: { value: 'source-id' },
    whenExists: { value: 'update' },
    table: { value: '' },
    pairs: { value: '' },
    pairsType: { value: 'str' },
    keepFile: { value: false },
  },
  paletteLabel: 'export fgdb',
  label() {
    return this.name || 'export fgdb';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._('output.items');
  },
  oneditprepare() {
    $('#node-input-folder').typedInput({
      types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-folderType',
    });
    $('#node-input-pairs').typedInput({
      types: ['str', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-pairsType',
    });
    $('#node-input-target')
      .on('change', function () {
        const target = String($(this).val() ?? '');
        $('.portal-copy-choices').toggle(target !== '' && target !== '_ADD_');
        RED.tray.resize();
      })
      .trigger('change');
  },
});
