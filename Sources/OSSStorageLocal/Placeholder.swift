import GRDB
import NIOPosix
enum PlaceholderLocal {}
