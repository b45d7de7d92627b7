RED.nodes.registerType('portal-config', {
  category: 'config',
  defaults: {
    name: { value: '' },
    url: {
      value: '',
      required: true,
      // Node-RED takes an answer in words for the reason why a value is wrong.
      validate(value: string, options?: object): boolean {
        if (typeof value === 'string' && value.trim() !== '') return true;
        return (options ? RED._('@portal-copy/node-red-arcgis/portal-config:error.url') : false) as boolean;
      },
    },
    signIn: { value: 'password' },
    tls: { value: '', type: 'tls-config', required: false },
    readOnly: { value: false },
    concurrency: {
      value: '',
      validate(value: string, options?: object): boolean {
        if (value === '' || /^([1-9]|[1-5][0-9]|6[0-4])$/.test(value)) return true;
        return (
          options ? RED._('@portal-copy/node-red-arcgis/portal-config:error.concurrency') : false
        ) as boolean;
      },
    },
  },
  credentials: {
    username: { type: 'text' },
    password: { type: 'password' },
    token: { type: 'password' },
  },
  label() {
    return this.name || this.url || 'portal';
  },
  oneditprepare() {
    const field = (name: string): string => String($(`#node-config-input-${name}`).val() ?? '');
    const id = this.id;
    const translate = (key: string, values: Record<string, string> = {}): string => this._(key, values);

    $('#node-config-input-signIn')
      .on('change', () => {
        $('.portal-copy-password').toggle(field('signIn') !== 'token');
        $('.portal-copy-token').toggle(field('signIn') === 'token');
        RED.tray.resize();
      })
      .trigger('change');

    const result = $('#portal-config-test-result');
    const show = (text: string, state: '' | 'ok' | 'failed'): void => {
      result.text(text).removeClass('ok failed').addClass(state);
      RED.tray.resize();
    };

    const button = $('#portal-config-test');
    button.on('click', () => {
      button.prop('disabled', true);
      show(translate('test.running'), '');
      const request = { id, url: '', signIn: '', username: '', password: '', token: '', tls: '' };
      for (const name of ['url', 'signIn', 'username', 'password', 'token', 'tls'] as const)
        request[name] = field(name);
      $.ajax({
        url: 'arcgis-portal/test',
        type: 'POST',
        contentType: 'application/json',
        data: JSON.stringify(request),
      })
        .done((answer) => {
          if (!answer.ok) {
            show(answer.error.message, 'failed');
            return;
          }
          const known = ['org_admin', 'org_publisher', 'org_user'].includes(answer.role);
          const values = {
            portal: answer.portal,
            kind: translate(`test.${answer.kind}`),
            version: answer.version,
            user: answer.fullName ? `${answer.fullName} (${answer.username})` : answer.username,
            role: known ? translate(`role.${answer.role}`) : `${answer.role} (${translate('role.custom')})`,
            // The values are shown as text, never as HTML; escaping them as well would garble names.
            interpolation: { escapeValue: false },
          } as unknown as Record<string, string>;
          show(translate(answer.username ? 'test.signedIn' : 'test.anonymous', values), 'ok');
        })
        .fail((response) => show(translate('test.noAnswer', { status: String(response.status) }), 'failed'))
        .always(() => button.prop('disabled', false));
    });
  },
});
