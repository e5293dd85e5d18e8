import { golden } from './golden';

golden('kubernetes-examples');
