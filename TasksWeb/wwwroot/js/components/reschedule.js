// All overdue tasks get one date, chosen at the button.
import { mutate, toFields } from '../tasks/mutations.js';
import { openDateMenu } from './date-menu.js';

export default function reschedule(root) {
  root.addEventListener('submit', event => {
    event.preventDefault();
    openDateMenu(event.submitter, '', due => {
      const fields = toFields(root).filter(({ name }) => name !== 'due');
      const lists = new Set(fields.filter(({ name }) => name === 'pick').map(({ value }) => value.split('/')[0]));
      mutate({ action: root.getAttribute('action'), fields: [...fields, { name: 'due', value: due }] }, [...lists]);
    });
  });
}
