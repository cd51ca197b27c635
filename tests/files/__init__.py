"""Files of sessions: their contents, trees and versions."""
