RED.nodes.registerType('search-items', {
  category: 'ArcGIS portal',
  color: '#7FB0A2',
  icon: 'search-items.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    portal: { value: '', type: 'portal-config', required: true },
    scope: { value: 'mine' },
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
    pipeline: { value: '' },
    pipelineType: { value: 'str' },
    overlap: { value: 'refuse' },
    dryRun: { value: false },
  },
  paletteLabel: 'search items',
  label() {
    return this.name || 'search items';
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels(index: number) {
    return this._(index === 0 ? 'output.items' : 'output.counts');
  },
  oneditprepare() {
    for (const field of ['user', 'group', 'folder', 'ids', 'query', 'pipeline']) {
      $(`#node-input-${field}`).typedInput({
        types: ['str', 'msg', 'flow', 'global', 'env', 'jsonata'],
        typeField: `#node-input-${field}Type`,
      });
    }
    $('#node-input-scope')
      .on('change', function () {
        $('.portal-copy-scope').hide();
        $(`.portal-copy-scope-${$(this).val()}`).show();
        RED.tray.resize();
      })
      .trigger('change');
  },
});
