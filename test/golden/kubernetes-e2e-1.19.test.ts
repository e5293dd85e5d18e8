import { golden } from './golden';

golden('kubernetes-e2e-1.19');
