RED.nodes.registerType('remap-webmap', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'remap-webmap.svg',
  inputs: 1,
  outputs: 3,
  defaults: {
    name: { value: '' },
    target: { value: '', type: 'portal-config', required: true },
    source: { value: '', type: 'portal-config', required: false },
    scope: { value: 'target' },
    what: { value: 'mine' },
    user: { value: '' },
    userType: { value: 'str' },
    group: { value: '' },
    groupType: { value: 'str' },
    folder: { value: '' },
    folderType: { value: 'str' },
    ids: { value: '' },
    idsType: { value: 'str' },
    query: { value: '' },
    queryType: { value: 'str' },
    table: { value: '' },
    pairs: { value: '' },
    pairsType: { value: 'str' },
    keep: { value: '' },
    keepType: { value: 'str' },
    run: { value: '' },
    runType: { value: 'str' },
    overwrite: { value: false },
    quiet: {
      value: '',
      // Node-RED takes an answer in words for the reason why a value is wrong.
      validate(value: string, options?: object): boolean {
        if (value === '' || Number(value) > 0) return true;
        return (options ? RED._('@portal-copy/node-red-arcgis/remap-webmap:error.quiet') : false) as boolean;
      },
    },
  },
  paletteLabel: 'remap webmap',
  label() {
    return this.name || 'remap webmap';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index: number) {
    return this._(['output.items', 'output.proposals', 'output.changed'][index] ?? '');
  },
  oneditprepare() {
    for (const field of ['user', 'group', 'folder', 'ids', 'query', 'keep', 'run']) {
      $(`#node-input-${field}`).typedInput({
        types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
        typeField: `#node-input-${field}Type`,
      });
    }
    $('#node-input-pairs').typedInput({
      types: ['str', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'],
      typeField: '#node-input-pairsType',
    });
    const show = (): void => {
      const scope = $('#node-input-scope').val();
      $('.portal-copy-what').toggle(scope === 'target');
      $('.portal-copy-pairs').toggle(scope !== 'back');
      $('.portal-copy-back').toggle(scope === 'back');
      $('.portal-copy-scope').hide();
      if (scope === 'target') $(`.portal-copy-scope-${$('#node-input-what').val()}`).show();
      RED.tray.resize();
    };
    $('#node-input-scope, #node-input-what').on('change', show);
    show();
  },
});
