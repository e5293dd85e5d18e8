import { golden } from './golden';

golden('kubernetes-website');
