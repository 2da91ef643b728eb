# usage: try2.sh : runs a set of odd files
export PYTHONPATH=/tmp/h/intake/zoneecon/src ZONEECON_ROOT=/tmp/h/intake/copy
