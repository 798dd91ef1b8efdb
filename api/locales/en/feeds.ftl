# Calendar feeds
feed-mirror-names = Only calendars that show whether something is booked, or what everybody may see, can leave the network.
