RED.nodes.registerType('share-groups', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'share-groups.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    source: { value: '', type: 'portal-config', required: true },
    target: { value: '', type: 'portal-config', required: true },
    access: { value: 'as-source' },
    groups: { value: 'as-source' },
    titles: { value: '' },
    titlesType: { value: 'str' },
    createMissing: { value: false },
  },
  paletteLabel: 'share groups',
  label() {
    return this.name || 'share groups';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels() {
    return this._('output.items');
  },
  oneditprepare() {
    $('#node-input-titles').typedInput({
      types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-titlesType',
    });
    $('#node-input-groups')
      .on('change', function () {
        $('.portal-copy-titles').toggle($(this).val() === 'titles');
        RED.tray.resize();
      })
      .trigger('change');
  },
});
