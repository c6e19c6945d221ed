import ArgumentParser
import Crypto
import OSSServer
@main struct W: ParsableCommand { }
