// Grafana loads its icons from its server, which is not there.
export default () => null;
