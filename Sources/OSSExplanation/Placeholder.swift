import OSSWire
