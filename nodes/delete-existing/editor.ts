RED.nodes.registerType('delete-existing', {
  category: 'ArcGIS portal',
  color: '#CF9A8E',
  icon: 'delete-existing.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    target: { value: '', type: 'portal-config', required: true },
    moment: { value: 'proven' },
    dryRun: { value: true },
    match: { value: 'source-id' },
    owner: { value: '' },
    ownerType: { value: 'str' },
    folder: { value: 'any' },
    folderName: { value: '' },
    folderNameType: { value: 'str' },
    permanent: { value: false },
    quiet: {
      value: '',
      // Node-RED takes an answer in words for the reason why a value is wrong.
      validate(value: string, options?: object): boolean {
        if (value === '' || Number(value) > 0) return true;
        return (
          options ? RED._('@portal-copy/node-red-arcgis/delete-existing:error.quiet') : false
        ) as boolean;
      },
    },
  },
  paletteLabel: 'delete existing',
  label() {
    return this.name || 'delete existing';
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
    $('#node-input-folder')
      .on('change', function () {
        $('.portal-copy-folder').toggle($(this).val() === 'named');
        RED.tray.resize();
      })
      .trigger('change');
    $('#node-input-moment')
      .on('change', function () {
        $('.portal-copy-now').toggle($(this).val() === 'now');
        RED.tray.resize();
      })
      .trigger('change');
  },
});
