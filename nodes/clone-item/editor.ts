RED.nodes.registerType('clone-item', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'clone-item.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    source: { value: '', type: 'portal-config', required: true },
    target: { value: '', type: 'portal-config', required: true },
    owner: { value: '' },
    ownerType: { value: 'str' },
    folder: { value: 'same' },
    folderName: { value: '' },
    folderNameType: { value: 'str' },
    match: { value: 'source-id' },
    whenExists: { value: 'update' },
    whenEdited: { value: 'keep' },
    whenRecycled: { value: 'fail' },
    whenFailed: { value: 'keep' },
    rowUpdate: { value: 'changes' },
    rowKey: { value: '' },
    maxDrop: { value: '20' },
    table: { value: '' },
    pairs: { value: '' },
    pairsType: { value: 'str' },
    verify: { value: 'full' },
    needsDocuments: { value: 'update' },
    needsLayers: { value: 'reuse' },
    needsFiles: { value: 'reuse' },
    viewAlone: { value: 'fail' },
  },
  paletteLabel: 'clone item',
  label() {
    return this.name || 'clone item';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._('output.items');
  },
  oneditprepare() {
    for (const field of ['owner', 'folderName']) {
      $(`#node-input-${field}`).typedInput({
        types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
        typeField: `#node-input-${field}Type`,
      });
    }
    $('#node-input-pairs').typedInput({
      types: ['str', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-pairsType',
    });
    $('#node-input-folder')
      .on('change', function () {
        $('.portal-copy-folder').toggle($(this).val() === 'named');
        RED.tray.resize();
      })
      .trigger('change');
  },
});
