@testable import OSSServer

/// The server's operation, where Foundation has another type of that name.
typealias OSSOperation = Operation
