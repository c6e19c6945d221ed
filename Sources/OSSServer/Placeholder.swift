import HummingbirdCore
import NIOHTTP1
enum PlaceholderServer {}
