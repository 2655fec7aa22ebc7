import { connect } from '#renderer/connect/connect.ts';
import { mountGatehouse } from './mount.tsx';

mountGatehouse(connect(window), window);
